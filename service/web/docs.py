"""``/docs``: the routes by Swagger UI, dark where the reader's system is."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.responses import HTMLResponse

#: Where fastapi-offline puts the files of Swagger UI.
_FILES = "/static-offline-docs"


def add_docs(app: FastAPI) -> None:
    """Add the page to an application that has those files."""

    @app.get("/docs", include_in_schema=False)
    async def docs(request: Request) -> HTMLResponse:
        root = request.scope.get("root_path", "")
        page = get_swagger_ui_html(
            openapi_url=f"{root}{app.openapi_url}",
            title=f"{app.title} - Swagger UI",
            swagger_js_url=f"{root}{_FILES}/swagger-ui-bundle.js",
            swagger_css_url=f"{root}{_FILES}/swagger-ui.css",
            swagger_favicon_url=f"{root}{_FILES}/favicon.png",
        )
        own = f'<script src="{root}/static/docs.js"></script>'
        return HTMLResponse(bytes(page.body).decode().replace("</head>", f"{own}</head>"))
