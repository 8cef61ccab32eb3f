"""The templates of the application."""

from flask.templating import Environment
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context


class _Template(Template):
    """A template whose macros are imported as they stand.

    For templates that are loaded with names of their own, as none here is, Jinja holds at each import all names of the
    one that imports against those of the other: a fifth of all calls of functions of a page.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


class Templates(Environment):
    """Where the application finds its templates."""

    template_class = _Template
