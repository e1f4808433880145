"""Pictures as the public gets them: the same address for everybody, for ever."""

from flask import Blueprint, Response, abort, redirect, request
from flask.typing import ResponseReturnValue

from newsletter.media import service

blueprint = Blueprint("media", __name__)
ONE_YEAR = 365 * 24 * 3600


@blueprint.get("/<digest>/<name>")
def show(digest: str, name: str) -> ResponseReturnValue:
    media = service.with_body(digest)
    if media is None:
        abort(404)
    if name != media.name:
        return redirect(service.address(media), 301)
    response = Response(media.body, content_type=media.content_type)
    response.headers["Content-Disposition"] = f'inline; filename="{media.name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.cache_control.public = True
    response.cache_control.max_age = ONE_YEAR
    response.cache_control.immutable = True
    response.set_etag(media.hash)
    return response.make_conditional(request)
