from . import test_reference
from . import test_reference_cases
from . import test_reference_properties
from . import test_validation_examples
