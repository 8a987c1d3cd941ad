"""The windows on the screen, as a window manager sees them.

`list` tells their names, the hindmost first; `close NAME` asks one to go; `focused` tells which one has the keyboard;
`open NAME` opens another one in front, gives it the keyboard and stays.
"""

import ctypes
import sys

ulong = ctypes.c_ulong
x = ctypes.CDLL("libX11.so.6")
x.XOpenDisplay.restype = ctypes.c_void_p
x.XDefaultRootWindow.restype = x.XInternAtom.restype = ulong
x.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
x.XFetchName.argtypes = [ctypes.c_void_p, ulong, ctypes.POINTER(ctypes.c_char_p)]
x.XQueryTree.argtypes = [ctypes.c_void_p, ulong] + [ctypes.c_void_p] * 4
x.XGetWindowAttributes.argtypes = [ctypes.c_void_p, ulong, ctypes.c_void_p]
x.XCreateSimpleWindow.restype = ulong
x.XCreateSimpleWindow.argtypes = [ctypes.c_void_p, ulong] + [ctypes.c_int] * 2 + [ctypes.c_uint] * 3 + [ulong] * 2
x.XStoreName.argtypes = [ctypes.c_void_p, ulong, ctypes.c_char_p]
x.XMapRaised.argtypes = [ctypes.c_void_p, ulong]
x.XSelectInput.argtypes = [ctypes.c_void_p, ulong, ctypes.c_long]
x.XNextEvent.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
x.XSetInputFocus.argtypes = [ctypes.c_void_p, ulong, ctypes.c_int, ulong]
x.XGetInputFocus.argtypes = [ctypes.c_void_p] * 3
x.XSendEvent.argtypes = [ctypes.c_void_p, ulong, ctypes.c_int, ctypes.c_long, ctypes.c_void_p]
for each in (x.XDefaultRootWindow, x.XCloseDisplay, x.XFlush):
    each.argtypes = [ctypes.c_void_p]


class ClientMessage(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int), ("serial", ulong), ("send_event", ctypes.c_int), ("display", ctypes.c_void_p),
        ("window", ulong), ("message_type", ulong), ("format", ctypes.c_int), ("data", ctypes.c_long * 5),
        ("rest", ctypes.c_long * 24),
    ]  # fmt: skip


class Attributes(ctypes.Structure):
    _fields_ = [
        ("place", ctypes.c_int * 6), ("visual", ctypes.c_void_p), ("root", ulong), ("kind", ctypes.c_int * 4),
        ("planes", ulong * 2), ("save_under", ctypes.c_int), ("colormap", ulong), ("installed", ctypes.c_int),
        ("map_state", ctypes.c_int), ("rest", ctypes.c_long * 8),
    ]  # fmt: skip


@ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
def a_window_may_go_while_it_is_looked_at(_display, _error):
    return 0


x.XSetErrorHandler(a_window_may_go_while_it_is_looked_at)
display = x.XOpenDisplay(None)
if not display:
    sys.exit("no screen")


def family(window):
    """The parent of a window, and its children from the hindmost to the one in front."""
    root, parent, count = ulong(), ulong(), ctypes.c_uint()
    children = ctypes.POINTER(ulong)()
    refs = [ctypes.byref(each) for each in (root, parent, children, count)]
    x.XQueryTree(display, window, *refs)
    return parent.value, children[: count.value]


def shown():
    """Every window that is mapped and has a name."""
    for window in family(x.XDefaultRootWindow(display))[1]:
        attributes, name = Attributes(), ctypes.c_char_p()
        if x.XGetWindowAttributes(display, window, ctypes.byref(attributes)) and attributes.map_state == 2:
            if x.XFetchName(display, window, ctypes.byref(name)) and name.value:
                yield window, name.value.decode()


def close(window):
    atom = lambda name: x.XInternAtom(display, name, 0)
    data = (ctypes.c_long * 5)(atom(b"WM_DELETE_WINDOW"), 0, 0, 0, 0)
    message = ClientMessage(33, 0, 1, display, window, atom(b"WM_PROTOCOLS"), 32, data)
    x.XSendEvent(display, window, 0, 0, ctypes.byref(message))


def focused():
    """The name of the window that keys go to, whichever part of it has them."""
    window, revert = ulong(), ctypes.c_int()
    x.XGetInputFocus(display, ctypes.byref(window), ctypes.byref(revert))
    names, at = dict(shown()), window.value
    # 0 and 1 are no window, but "none" and "where the pointer is".
    while at > 1 and at not in names:
        at = family(at)[0]
    return names.get(at, "")


def open_in_front(name):
    window = x.XCreateSimpleWindow(display, x.XDefaultRootWindow(display), 0, 0, 300, 200, 0, 0, 0xFFFFFF)
    x.XStoreName(display, window, name.encode())
    structure_notify, map_notify, current_time, to_parent = 1 << 17, 19, 0, 2
    x.XSelectInput(display, window, structure_notify)
    x.XMapRaised(display, window)
    event = (ctypes.c_long * 24)()
    while True:
        x.XNextEvent(display, event)
        if event[0] & 0xFFFFFFFF == map_notify:
            x.XSetInputFocus(display, window, to_parent, current_time)
            x.XFlush(display)


match sys.argv[1:]:
    case ["list"]:
        print("\n".join(name for _, name in shown()))
    case ["focused"]:
        print(focused())
    case ["open", wanted]:
        open_in_front(wanted)
    case ["close", wanted]:
        for window, name in shown():
            if name == wanted:
                close(window)
x.XCloseDisplay(display)
