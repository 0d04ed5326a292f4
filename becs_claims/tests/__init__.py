from . import test_zz
