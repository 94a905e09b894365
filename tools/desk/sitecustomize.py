"""Mend what Debian's Wine 8 lacks of Windows, in each Windows Python that starts under it.

numpy calls functions on complex numbers that are stubs there and end the process; platform asks
WMI for the version and ends it too. Windows itself and later Wines have both.
"""

import ctypes
import sys

# Machine code of a getter: a pair of floats comes in RCX, one of doubles by its address there, and
# the result goes in XMM0.
GETTERS = {
    "creal": "f20f1001c3",  # movsd xmm0, [rcx]; ret
    "cimag": "f20f104108c3",  # movsd xmm0, [rcx+8]; ret
    "crealf": "660f6ec1c3",  # movd xmm0, ecx; ret
    "cimagf": "48c1e920660f6ec1c3",  # shr rcx, 32; movd xmm0, ecx; ret
}
WRITABLE = 0x40  # PAGE_EXECUTE_READWRITE


def mend() -> None:
    """Write the getters over the stubs."""
    system = ctypes.WinDLL("kernel32")
    system.GetModuleHandleW.restype = system.GetProcAddress.restype = ctypes.c_void_p
    system.GetProcAddress.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
    number = ctypes.c_uint32
    system.VirtualProtect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, number, ctypes.c_void_p]
    library = system.GetModuleHandleW("ucrtbase.dll")
    for name, code in GETTERS.items():
        place, written, before = (
            system.GetProcAddress(library, name.encode()),
            bytes.fromhex(code),
            number(),
        )
        system.VirtualProtect(place, len(written), WRITABLE, ctypes.byref(before))
        ctypes.memmove(place, written, len(written))
        system.VirtualProtect(place, len(written), before, ctypes.byref(number()))


sys.modules["_wmi"] = None
if hasattr(ctypes.WinDLL("ntdll"), "wine_get_version"):
    mend()
