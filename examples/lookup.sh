#!/bin/sh
# The lookup routes with curl: sh examples/lookup.sh [http://127.0.0.1:8377]
set -eu
base=${1:-http://127.0.0.1:8377}

# 三管三必须：怎么解释，多少通知用到 what it means, how many notices use it
curl -sS --fail -G "$base/mechanisms" --data-urlencode 'name=三管三必须'
echo

# 高平市林业局牵头的任务，CSV tasks that it leads, for a spreadsheet
curl -sS --fail -G "$base/tasks" --data-urlencode 'unit=高平市林业局' --data-urlencode 'role=lead' --data-urlencode 'format=csv'

# 2026年10月的期限 deadlines of October 2026
curl -sS --fail -H 'Accept: application/json' "$base/calendar?due_from=2026-10-01&due_to=2026-10-31"
echo

# SPARQL：每份通知的任务数 tasks of each notice
curl -sS --fail -H 'Accept: text/csv' "$base/sparql" --data-urlencode 'query=
PREFIX az: <https://w3id.org/anze/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?title (COUNT(?task) AS ?tasks)
WHERE { ?task a az:Task ; az:notice/dcterms:title ?title }
GROUP BY ?title ORDER BY DESC(?tasks) ?title'
