"""Runs a command on a terminal of 100 columns and prints what it writes there.

on-a-terminal.py FIFO COMMAND...: the command writes to the FIFO, whose reader stops after a while and goes on only when
a progress bar was seen, or the command ended.
"""
import fcntl, os, pty, select, struct, sys, termios

fifo, command = sys.argv[1], sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 100, 0, 0))
    os.execvp(command[0], command)
reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
shown, taken = b'', 0
while True:
    held_up = taken > 1 << 20 and b'left' not in shown and b'BAR=no' not in os.environb.get(b'EXPECT', b'')
    ready, _, _ = select.select([terminal] if held_up else [terminal, reader], [], [], 60)
    if not ready:
        sys.exit('nothing happened for a minute; shown so far: %r' % shown)
    if reader in ready:
        taken += len(os.read(reader, 65536))
    if terminal in ready:
        try:
            text = os.read(terminal, 65536)
        except OSError: # the command closed the terminal
            break
        if not text:
            break
        shown += text
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(status))
