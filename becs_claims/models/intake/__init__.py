from . import intake
from . import alias
from . import import_profile
from . import unknown_name
from . import upload
