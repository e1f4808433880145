from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField

from newsletter.web.forms import Form


class UploadForm(Form):
    """What the file holds is checked by `pictures`, which says what is wrong with it."""

    file = FileField(_l("Picture"))
