"""Tables of the module."""

from .articles import Article, Edition, Picture
from .campaigns import Campaign
from .counts import Reading, Tally
from .signups import Place, Registration, Signup

__all__ = ["Article", "Campaign", "Edition", "Picture", "Place", "Reading", "Registration", "Signup", "Tally"]
