package dev.drayage.tar;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentProvider;
import dev.drayage.content.DigestMismatchException;
import dev.drayage.content.Verification;
import dev.drayage.oci.Descriptor;

/** Has a place say what it knows of content that turned out to be wrong. */
final class TracedVerification extends Verification {
    private final ContentProvider place;

    TracedVerification(Descriptor descriptor, ContentProvider place) {
        super(descriptor, place.location());
        this.place = place;
    }

    @Override
    public void finish() throws ContentException {
        try {
            super.finish();
        } catch (DigestMismatchException e) {
            throw place.mismatch(e.descriptor(), e.actual());
        }
    }
}
