from . import portal_sales
