package dev.drayage.testkit.peer;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** A file system of a few megabytes in memory, which only root can mount; without that the test is skipped. */
public final class SmallDisk implements Closeable {
    private final Path mountPoint;

    private SmallDisk(Path mountPoint) {
        this.mountPoint = mountPoint;
    }

    /**
     * Mounts one over an empty directory.
     *
     * @param size such as {@code 4m}
     */
    public static SmallDisk mount(Path mountPoint, String size) throws IOException, InterruptedException {
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=" + size, "drayage-test", mountPoint.toString()),
                "needs to mount a file system, which only root may");
        return new SmallDisk(mountPoint);
    }

    /** A directory on it, which is not made. */
    public Path root() {
        return mountPoint.resolve("store");
    }

    /** Mounts it otherwise, such as {@code ro}. */
    public void remount(String mode) throws IOException, InterruptedException {
        if (!run("mount", "-o", "remount," + mode, mountPoint.toString())) {
            throw new IOException("cannot remount " + mountPoint + " as " + mode);
        }
    }

    /** Leaves no room. */
    public void fill() throws IOException {
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
    public void empty() throws IOException {
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

    /** Unmounts it; all that was on it is gone. */
    @Override
    public void close() throws IOException {
        try {
            run("umount", mountPoint.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + mountPoint + " was being unmounted");
        }
    }
}
