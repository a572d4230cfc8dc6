# 到期任务，用 R：Rscript examples/deadlines.R [http://127.0.0.1:8377]
# Deadlines of October 2026 with R alone: the CSV of a lookup, complete, as a data frame.
base <- c(commandArgs(trailingOnly = TRUE), "http://127.0.0.1:8377")[1]
address <- paste0(base, "/tasks?due_from=2026-10-01&due_to=2026-10-31&sort=due&format=csv")

tasks <- read.csv(url(address), fileEncoding = "UTF-8-BOM", check.names = FALSE)
tasks$due <- as.Date(tasks$due)
print(tasks[order(tasks$due), c("due", "responsible", "text")], row.names = FALSE)

# SPARQL：每份通知的任务数 tasks of each notice
query <- "PREFIX az: <https://w3id.org/anze/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?title (COUNT(?task) AS ?tasks) WHERE { ?task a az:Task ; az:notice/dcterms:title ?title }
GROUP BY ?title ORDER BY DESC(?tasks) ?title"
answer <- url(paste0(base, "/sparql?query=", URLencode(query, reserved = TRUE)),
              headers = c(Accept = "text/csv"))
print(read.csv(answer, encoding = "UTF-8"), row.names = FALSE)
