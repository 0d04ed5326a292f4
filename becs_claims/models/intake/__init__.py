from . import intake
from . import alias
from . import import_profile
from . import upload
