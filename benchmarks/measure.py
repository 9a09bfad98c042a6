"""Runs commands in turn and prints a Markdown table of what they took; exits with 1 if one failed.

Reads a line for each command from standard input, of four or five fields between tabs: what it does (commands that do
the same are set against each other), the tool that the others are set against or nothing, the label, a line for bash,
and another that goes before it each time without being measured. @daemon after the tool, or in its place, says that the
process of --daemon takes part, @daemon=PID that another does.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time


class Command:
    def __init__(self, line):
        self.task, tool, self.label, self.script, *self.before = line.rstrip("\n").split("\t")
        self.tool, served, daemon = tool.partition("@daemon")
        self.served = bool(served)
        self.pid = daemon.removeprefix("=")
        self.wall, self.cpu, self.peak, self.failure = [], [], [], None

    def run(self, options):
        """Runs once; CPU and memory are those of all processes, and of the daemon where it takes part."""
        discard(options.output)
        for script in self.before:
            subprocess.run(["bash", "-c", script], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
        os.sync()
        pid = self.pid or options.daemon
        daemon = Daemon(pid) if self.served and pid else None
        with tempfile.TemporaryFile() as messages:
            begin = time.perf_counter()
            child = subprocess.Popen(
                ["bash", "-o", "pipefail", "-c", self.script],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=messages,
            )
            _, status, used = os.wait4(child.pid, 0)
            wall = time.perf_counter() - begin
            child.returncode = os.waitstatus_to_exitcode(status)
            messages.seek(0)
            said = messages.read().decode(errors="replace").strip().splitlines()
        size = os.path.getsize(options.output) if options.output and os.path.exists(options.output) else 0
        discard(options.output)
        if child.returncode:
            self.failure = f"exit {child.returncode}" + (f": {said[-1]}" if said else "")
        elif self.task == "file" and size < options.least:
            self.failure = f"wrote {size} bytes, fewer than the {options.least} of the blobs"
        self.wall.append(wall)
        self.cpu.append(used.ru_utime + used.ru_stime + (daemon.cpu() if daemon else 0))
        self.peak.append(used.ru_maxrss * 1024 + (daemon.peak() if daemon else 0))


class Daemon:
    """What a process that serves the measured one has used since this was made."""

    def __init__(self, pid):
        self.proc = f"/proc/{pid}"
        with open(self.proc + "/clear_refs", "w") as f:
            f.write("5")  # forget the peak
        self.before = 0
        self.before = self.cpu()

    def cpu(self):
        with open(self.proc + "/stat") as f:
            fields = f.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") - self.before

    def peak(self):
        with open(self.proc + "/status") as f:
            return next(int(line.split()[1]) * 1024 for line in f if line.startswith("VmHWM"))


def discard(path):
    if path and os.path.exists(path):
        os.remove(path)


def touch_memory(size):
    """Has a virtual machine own the memory for a file before it is measured, so that not the first command waits for it."""
    with tempfile.TemporaryFile() as file:
        for _ in range(0, size, 1 << 20):
            file.write(bytes(1 << 20))


def ratio(value):
    return f"{value:.2f}" if value >= 0.1 else f"{value:.2g}"


def row(command, commands, tools, floor):
    if command.failure:
        return [command.label, f"**failed**: {command.failure.replace('|', '/')}"] + ["–"] * (3 + len(tools))
    wall, peak = statistics.median(command.wall), statistics.median(command.peak)
    cells = [
        command.label,
        f"{wall:.3f}",
        f"{min(command.wall):.3f}–{max(command.wall):.3f}",
        f"{statistics.median(command.cpu):.2f}",
        # The peak of a process begins with that of the one that forked it, which is this one.
        f"≤ {floor / 1e6:.0f}" if peak <= floor else f"{peak / 1e6:.0f}",
    ]
    for tool in tools:
        other = [c for c in commands if (c.tool, c.task) == (tool, command.task) and not c.failure]
        cells.append(ratio(wall / statistics.median(other[0].wall)) if other else "–")
    return cells


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--output", help="the file that the commands write, removed after each")
    parser.add_argument("--least", type=int, default=0, help="bytes that a command for a file must write")
    parser.add_argument("--daemon", type=int, help="the process that serves commands with @daemon")
    options = parser.parse_args()
    commands = [Command(line) for line in sys.stdin]
    touch_memory(2 * options.least)
    for turn in range(options.rounds):
        for command in commands if turn % 2 == 0 else reversed(commands):
            if not command.failure:
                command.run(options)
                if command.failure or command.wall[-1] > 0.5:
                    said = command.failure or f"{command.wall[-1]:.3f} s"
                    print(f"round {turn + 1}: {command.label}: {said}", file=sys.stderr, flush=True)
    floor = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    tools = list(dict.fromkeys(command.tool for command in commands if command.tool))
    head = ["command", "wall s (median)", "min–max", "CPU s", "peak MB"] + [f"wall ÷ {tool}" for tool in tools]
    print("| " + " | ".join(head) + " |")
    print("| --- |" + " ---: |" * (len(head) - 1))
    for command in commands:
        print("| " + " | ".join(row(command, commands, tools, floor)) + " |", flush=True)
    return 1 if any(command.failure for command in commands) else 0


sys.exit(main())
