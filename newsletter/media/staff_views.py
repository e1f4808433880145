"""Staff upload pictures; the composer sends them here as soon as they are chosen."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from newsletter.core.database import transaction
from newsletter.errors import Invalid
from newsletter.media import service
from newsletter.media.forms import UploadForm
from newsletter.web.actor import actor_id
from newsletter.web.pagination import paginate

blueprint = Blueprint("pictures", __name__)


@blueprint.get("")
def everything() -> ResponseReturnValue:
    return _page(UploadForm())


@blueprint.post("")
def upload() -> ResponseReturnValue:
    form = UploadForm()
    try:
        with transaction():
            media = service.store(form.file.data or None, actor_id())
    except Invalid as fault:
        if _is_composer():
            raise
        form.blame(fault)
        return _page(form), 422
    if _is_composer():
        address = service.address(media)
        return jsonify(value=address, url=address, name=media.name, width=media.width, height=media.height)
    flash(_("The picture is uploaded."), "success")
    return redirect(url_for("pictures.everything"), 303)


def _is_composer() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _page(form: UploadForm) -> str:
    page = paginate(service.newest_first(), service.PAGE_SIZE)
    return render_template("media/pictures.html", form=form, page=page, address=service.address)
