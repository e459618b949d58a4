"""What our own GeoJSON files hold beside what maps show."""

REGISTER = "register"  # of the properties: heading → cell, as in the exported table, so that the file can be imported again
