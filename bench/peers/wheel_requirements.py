"""Prints what a wheel requires but for some packages: wheel_requirements.py WHEEL [EXCEPT ...]"""
import email
import re
import sys
import zipfile

wheel, excepted = sys.argv[1], {name.lower() for name in sys.argv[2:]}
with zipfile.ZipFile(wheel) as archive:
    name = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
    metadata = email.message_from_bytes(archive.read(name))
for requirement in metadata.get_all("Requires-Dist", []):
    package = re.match(r"[\w.-]+", requirement).group().lower()
    if package not in excepted and "extra ==" not in requirement:
        print(requirement)
