"""What every part of a group file is made of: strict keys, ids, and texts in both languages."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from flowmap.words import screen_language


class Strict(BaseModel):
    """A part of a group file: unknown keys are errors, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Strict):
    """A text in both languages; a plain string in the file is the same in both."""

    sv: str
    en: str

    def __str__(self) -> str:
        """Return the text in the screen language."""
        return self.en if screen_language() == "en" else self.sv


def _both(value: object) -> object:
    return {"sv": value, "en": value} if isinstance(value, str) else value


BothTexts = Annotated[Text, BeforeValidator(_both)]
Id = Annotated[str, Field(pattern=r"^[a-zåäö0-9_]+$")]
