"""The lists of the counter itself: people and roles, dead letters, programs."""

from longcheng.portal.desk.letters import LETTERS
from longcheng.portal.desk.people import PEOPLE
from longcheng.portal.imports.list import IMPORTS
from longcheng.portal.openid.list import PROGRAMS

LISTS = (IMPORTS, LETTERS, PEOPLE, PROGRAMS)
