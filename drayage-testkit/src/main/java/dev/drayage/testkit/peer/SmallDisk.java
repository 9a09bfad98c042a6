package dev.drayage.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** A file system of a few megabytes in memory, which only root can mount; without that the test is skipped. */
final class SmallDisk {
    private final Path mountPoint;

    private SmallDisk(Path mountPoint) {
        this.mountPoint = mountPoint;
    }

    static SmallDisk mount(Path mountPoint, String size) throws IOException, InterruptedException {
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=" + size, "drayage-test", mountPoint.toString()),
                "needs to mount a file system, which only root may");
        return new SmallDisk(mountPoint);
    }

    Path root() {
        return mountPoint.resolve("store");
    }

    void remount(String mode) throws IOException, InterruptedException {
        if (!run("mount", "-o", "remount," + mode, mountPoint.toString())) {
            throw new IOException("cannot remount " + mountPoint + " as " + mode);
        }
    }

    /** Leaves no room. */
    void fill() throws IOException {
        try (FileChannel ballast = FileChannel.open(ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int size = 64 << 10; size > 0; size /= 2) {
                write(ballast, ByteBuffer.allocate(size));
            }
        }
    }

    private static void write(FileChannel ballast, ByteBuffer bytes) {
        try {
            while (true) {
                ballast.write(bytes.clear());
            }
        } catch (IOException e) {
            // Full, for pieces of this size.
        }
    }

    /** Makes room again. */
    void empty() throws IOException {
        Files.delete(ballast());
    }

    private Path ballast() {
        return mountPoint.resolve("ballast");
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    void unmount() throws IOException, InterruptedException {
        run("umount", mountPoint.toString());
    }
}
