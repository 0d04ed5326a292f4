from . import intake
from . import alias
from . import import_profile
from . import name_unresolved
from . import upload
