package dev.drayage.store;

import dev.drayage.bucket.PartUpload;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import java.io.IOException;
import java.util.Map;

/** What can be gone on with of an ingest that its last writer left in a bucket. Whoever asks holds its lock. */
final class LeftIngest {
    private LeftIngest() {}

    /** The same with what there is of it in one object, its head, which can be read. */
    static IngestTable.Row usable(BucketPlace place, IngestTable.Row row) throws IOException {
        return withParts(place, withHead(place, row));
    }

    /** The same without a head that is missing: it has no bytes then. */
    private static IngestTable.Row withHead(BucketPlace place, IngestTable.Row row) throws IOException {
        String head = row.head();
        if (head == null || place.bucket().find(head).isPresent()) {
            return row;
        }
        return new IngestTable.Row(
                row.name(),
                null,
                0,
                row.total(),
                row.expected(),
                row.started(),
                row.updated(),
                row.uploadObject(),
                row.upload());
    }

    /** The same with its parts as its head, if these are more; the head that it had is still there. */
    private static IngestTable.Row withParts(BucketPlace place, IngestTable.Row row) throws IOException {
        if (row.uploadObject() == null || row.upload() == null) {
            return row;
        }
        String head = row.head();
        long size = row.size();
        try (PartUpload upload = place.bucket().resume(row.uploadObject(), row.upload())) {
            long whole = 0;
            int number = 0;
            for (Map.Entry<Integer, Long> part : upload.parts().entrySet()) {
                if (part.getKey() != number + 1 || part.getValue() != upload.partSize()) {
                    break;
                }
                number++;
                whole += part.getValue();
            }
            if (whole > size) {
                // Behind a gap there may be parts that were written at the same time as one that was not.
                upload.completeFirst(number, whole);
                head = row.uploadObject();
                size = whole;
            } else {
                upload.abort();
            }
        } catch (ContentException e) {
            if (e.kind() != Kind.NOT_FOUND) {
                throw e;
            }
        }
        return new IngestTable.Row(
                row.name(), head, size, row.total(), row.expected(), row.started(), row.updated(), null, null);
    }
}
