"""What a member of the local group answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from popups.models import Invitation
from popups.rules.consulting import LONGEST_COMMENT


class AnswerForm(forms.Form):
    """Starts with what was said before. One option or several, as the question says."""

    comment = forms.CharField(label=_("Your comment"), required=False, max_length=LONGEST_COMMENT, widget=forms.Textarea(attrs={"rows": 4}),
                              help_text=_("When the question is closed, the other members read it without your name. The town office sees who wrote it."))

    def __init__(self, data: Any = None, *, invitation: Invitation) -> None:
        said = [str(option.pk) for option in invitation.chosen.all()]
        self.is_several = invitation.consultation.may_choose_several
        super().__init__(data, initial={"chosen": said if self.is_several else "".join(said[:1]), "comment": invitation.comment})
        kind, widget = ((forms.MultipleChoiceField, forms.CheckboxSelectMultiple) if self.is_several
                        else (forms.ChoiceField, forms.RadioSelect))
        words = _("Choose all that you agree with") if self.is_several else _("Choose one")
        self.fields["chosen"] = kind(label=words, required=False, widget=widget, choices=[
            (str(option.pk), option.text) for option in invitation.consultation.options.all()])
        self.order_fields(["chosen", "comment"])

    def chosen(self) -> set[int]:
        said = self.cleaned_data["chosen"]
        return {int(pk) for pk in (said if self.is_several else [said]) if pk}
