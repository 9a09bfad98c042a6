package dev.drayage.volume;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Volumes one after the other, each opened when the one before has been read, and closed before the next. For one thread. */
final class VolumeChannel implements ReadableByteChannel {
    /** A volume that has come, and what to compare it with. */
    record Found(Blob file, VolumeCheck check) {}

    /** How a volume is had. */
    @FunctionalInterface
    interface Finder {
        Found await(int number) throws IOException;
    }

    private final VolumeIndex index;
    private final Finder finder;
    private int number = -1;
    private @Nullable Found current;
    private MessageDigest hash = DigestAlgorithm.SHA256.newMessageDigest();
    private long position;
    private boolean closed;

    VolumeChannel(VolumeIndex index, Finder finder) {
        this.index = index;
        this.finder = finder;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        while (current == null || position == index.volumes().get(number).size()) {
            finish();
            if (number == index.volumes().size() - 1) {
                return -1;
            }
            number++;
            position = 0;
            hash = DigestAlgorithm.SHA256.newMessageDigest();
            current = finder.await(number);
        }
        int begin = target.position();
        int limit = target.limit();
        target.limit((int) Math.min(limit, begin + index.volumes().get(number).size() - position));
        try {
            int count = current.file().readAt(position, target);
            hash.update(target.duplicate().flip().position(begin));
            position += Math.max(0, count);
            return count;
        } finally {
            target.limit(limit);
        }
    }

    private void finish() throws IOException {
        if (current == null) {
            return;
        }
        Found done = current;
        current = null;
        done.file().close();
        Volume volume = index.volumes().get(number);
        Digest actual = Digest.ofHash(DigestAlgorithm.SHA256, hash.digest());
        if (!actual.equals(volume.digest())) {
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    done.check().name(number) + " is damaged: it hashes to " + actual + ", not " + volume.digest()
                            + "; copy it again");
        }
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        if (current != null) {
            current.file().close();
            current = null;
        }
    }
}
