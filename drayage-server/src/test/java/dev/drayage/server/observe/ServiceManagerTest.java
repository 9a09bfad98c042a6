package dev.drayage.server.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.peer.ProgramResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ServiceManagerTest {
    /** Listens as systemd does, and prints what it is told until it is told that the program stops. */
    private static final String SYSTEMD = """
            import socket, sys
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.bind(sys.argv[1])
            print('bound', flush=True)
            s.settimeout(60)
            # systemd-notify sends a barrier behind each message, and fails where nobody takes it.
            stopping = False
            while True:
                data, fds, flags, addr = socket.recv_fds(s, 4096, 4)
                for fd in fds: __import__('os').close(fd)
                print(data.decode().strip(), flush=True)
                if stopping and b'BARRIER' in data: break
                stopping = stopping or b'STOPPING' in data
            """;

    /** Starts a program with a listening socket as its standard input, as systemd does, and is its first client. */
    private static final String ACTIVATION = """
            import os, socket, subprocess, sys
            s = socket.socket(socket.AF_INET)
            s.bind(('127.0.0.1', 0))
            s.listen(5)
            env = dict(os.environ, LISTEN_FDS='1')
            p = subprocess.Popen(sys.argv[1:], stdin=s, env=env)
            c = socket.create_connection(s.getsockname(), 60)
            s.close()
            c.settimeout(60)
            print(c.makefile().read(), flush=True)
            sys.exit(p.wait(60))
            """;

    @TempDir
    private Path directory;

    private final List<String> problems = new ArrayList<>();

    private ServiceManager manager(Map<String, String> environment) {
        return new ServiceManager(environment, problems::add);
    }

    @Test
    void systemdIsToldWhenTheServerIsReadyAndWhenItStops() throws Exception {
        Peers.require("systemd-notify");
        Path socket = directory.resolve("notify");
        Path script = Files.writeString(directory.resolve("systemd.py"), SYSTEMD);
        Path told = directory.resolve("told");
        Process systemd = Peers.require("python3")
                .builder(script.toString(), socket.toString())
                .redirectOutput(told.toFile())
                .redirectError(directory.resolve("err").toFile())
                .start();
        try {
            while (!Files.readString(told).contains("bound")) {
                assertThat(systemd.isAlive()).isTrue();
                Thread.sleep(20);
            }
            ServiceManager manager = manager(Map.of(
                    "NOTIFY_SOCKET", socket.toString(), "PATH", System.getenv().getOrDefault("PATH", "/usr/bin")));
            manager.ready();
            manager.stopping();
            assertThat(systemd.waitFor()).isZero();
        } finally {
            systemd.destroyForcibly();
        }
        assertThat(problems).isEmpty();
        assertThat(Files.readString(told)).containsSubsequence("READY=1", "STOPPING=1");
    }

    @Test
    void aProgramThatNoServiceManagerStartedTellsNobody() throws IOException {
        manager(Map.of()).ready();
        manager(Map.of("NOTIFY_SOCKET", "")).stopping();

        assertThat(problems).isEmpty();
        assertThat(manager(Map.of()).socket()).isEmpty();
    }

    @Test
    void saysWhatIsMissing() {
        manager(Map.of("NOTIFY_SOCKET", "/run/none", "PATH", directory.toString()))
                .ready();

        assertThat(problems)
                .containsExactly(
                        "systemd waits for READY=1, but there is no systemd-notify to say it with; install it, or"
                                + " start the service with Type=exec");
    }

    @Test
    void saysThatItCouldNotBeTold() {
        Peers.require("systemd-notify");

        manager(Map.of("NOTIFY_SOCKET", directory.resolve("none").toString(), "PATH", "/usr/bin:/bin"))
                .ready();

        assertThat(problems).singleElement().asString().contains("systemd-notify READY=1 ended with");
    }

    @Test
    void theSocketOfTheServiceIsTakenOver() throws IOException {
        Path script = Files.writeString(directory.resolve("activation.py"), ACTIVATION);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

        ProgramResult result = Peers.require("python3")
                .run(
                        script.toString(),
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        InheritedSocketProgram.class.getName());

        assertThat(result.requireSuccess().out().strip()).isEqualTo("taken over");
    }

    @Test
    void aSocketThatIsNotStandardInputIsRefused() {
        assertThatThrownBy(() -> manager(Map.of("LISTEN_FDS", "1")).socket())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("StandardInput=socket");
    }
}
