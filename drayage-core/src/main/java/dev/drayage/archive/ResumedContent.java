package dev.drayage.archive;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentProvider;
import dev.drayage.content.Verification;
import dev.drayage.oci.Descriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Content of which some lies in an unfinished archive already. What the notes claim is verified before it is given, and
 * is fetched again where it is not right.
 */
final class ResumedContent implements ContentProvider {
    private static final int BUFFER_BYTES = 256 << 10;

    private final OutputFiles archive;
    private final Map<Descriptor, ImageArchive.Entry> entries = new HashMap<>();
    private final ContentProvider source;

    ResumedContent(OutputFiles archive, ArchivePlan plan, RangeLog notes, ContentProvider source) {
        this.archive = archive;
        this.source = source;
        for (ImageArchive.Entry entry : plan.entries()) {
            if (entry.descriptor() != null && notes.has(entry.dataOffset(), entry.size())) {
                entries.put(entry.descriptor(), entry);
            }
        }
    }

    @Override
    public Blob open(Descriptor descriptor) throws IOException {
        ImageArchive.Entry entry = entries.get(descriptor);
        if (entry != null) {
            Blob file = archive.content();
            if (isRight(file, entry, descriptor)) {
                return new OwnedSlice(file, file.slice(entry.dataOffset(), entry.size()));
            }
            file.close();
        }
        return source.open(descriptor);
    }

    private boolean isRight(Blob file, ImageArchive.Entry entry, Descriptor descriptor) throws IOException {
        if (file.size() < entry.dataOffset() + entry.size()) {
            return false;
        }
        Verification verification = new Verification(descriptor, location());
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        Blob content = file.slice(entry.dataOffset(), entry.size());
        try {
            for (long at = 0; at < content.size(); ) {
                at += content.readAt(at, buffer.clear());
                verification.update(buffer.flip());
            }
            verification.finish();
            return true;
        } catch (ContentException e) {
            return false;
        }
    }

    @Override
    public boolean distrust(Descriptor descriptor) throws IOException {
        return source.distrust(descriptor);
    }

    @Override
    public Verification verification(Descriptor descriptor) {
        return source.verification(descriptor);
    }

    @Override
    public String location() {
        return source.location();
    }

    /** A slice that closes the whole with itself. */
    private record OwnedSlice(Blob whole, Blob part) implements Blob {
        @Override
        public long size() {
            return part.size();
        }

        @Override
        public int readAt(long position, ByteBuffer target) throws IOException {
            return part.readAt(position, target);
        }

        @Override
        public void close() throws IOException {
            whole.close();
        }
    }
}
