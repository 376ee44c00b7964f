"""The sentences of templates: said in the reader's language once, when a template is compiled."""

from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any

from flask.templating import Environment
from flask_babel import get_translations
from jinja2 import Template, nodes, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from portal.i18n import LANGUAGES, _, in_language, language


@lru_cache(maxsize=4096)
def _translated(code: str, text: str) -> str:
    with in_language(code):
        return str(_(text))


@pass_eval_context
def sentence(context: EvalContext, text: str, **values: object) -> str:
    """Return `text` in the page's language, looked up once a process."""
    said = _translated(language(), text)
    if context.autoescape:
        said = Markup(said)  # noqa: S704 - our own words; values are escaped as they go in
    return said % values if values else said


@lru_cache(maxsize=4096)
def _translated_count(code: str, one: str, many: str, number: int) -> str:
    with in_language(code):
        return str(get_translations().ungettext(one, many, number))


@pass_eval_context
def counted(context: EvalContext, one: str, many: str, number: int, **values: object) -> str:
    """Return what is said of `number` things in the page's language, looked up once a process."""
    # French and English say the same of two and of any more.
    said = _translated_count(language(), one, many, min(number, 2))
    if context.autoescape:
        said = Markup(said)  # noqa: S704 - our own words; values are escaped as they go in
    return said % ({"num": number} | values)


class SpeakingEnvironment(Environment):
    """Compiles each template once for each language, with its sentences already in it.

    A page holds dozens of sentences: to look each of them up again took a tenth of its time.
    """

    spoken = ""  # the language of its templates; that of the page, when there is none

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        """Return the template in the language of the page being made."""
        if self.spoken:
            return super().get_template(name, parent, globals)
        return self._speaking()[language()].get_template(name, parent, globals)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the names that templates know; in no layer of its own, which imports walk."""
        return super().make_globals(d) if d else self.globals

    def _speaking(self) -> dict[str, "SpeakingEnvironment"]:
        # Made at the first page, when every filter and every name is known.
        if "speaking" not in self.__dict__:
            speaking = {code: self.overlay() for code in LANGUAGES}
            for code, environment in speaking.items():
                environment.spoken = code
            self.speaking = speaking
        return self.speaking

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,
    ) -> str:
        if self.spoken:
            _Saying(self.spoken).visit(source)
        return super()._generate(source, name, filename, defer_init)


class _Saying(NodeTransformer):
    """Puts the words of a language in the place of `_("…")`, where nothing is filled in."""

    def __init__(self, code: str) -> None:
        self.code = code

    def visit_Call(self, call: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja's name
        """Return the words for a sentence with nothing to fill in, and any other call as it is."""
        match call:
            case nodes.Call(
                node=nodes.Name(name="_"), args=[nodes.Const(value=str(text))], kwargs=[]
            ):
                return nodes.TemplateData(_translated(self.code, text), lineno=call.lineno)
        return self.generic_visit(call)
