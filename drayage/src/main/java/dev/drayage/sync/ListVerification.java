package dev.drayage.sync;

import dev.drayage.content.ContentNotFoundException;
import dev.drayage.image.NamedImage;
import dev.drayage.list.WantedImage;
import dev.drayage.oci.Digest;
import dev.drayage.selection.ContentSelection;
import dev.drayage.selection.PlatformSelection;
import dev.drayage.selection.SelectionOptions;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Whether the images of a list are at a place: each name, at its digest, with every manifest, which is read, and every blob,
 * which is asked for.
 */
final class ListVerification {
    private final SyncTarget target;

    ListVerification(SyncTarget target) {
        this.target = target;
    }

    /** What is not as it should be, in the order of the list. */
    List<SyncPlan.Failure> verify(List<WantedImage> wanted) throws IOException {
        return Outcome.failures(Questions.ask(
                "dray-verify",
                wanted,
                image -> Outcome.of(image, () -> {
                    verify(image);
                    return null;
                })));
    }

    private void verify(WantedImage wanted) throws IOException {
        Digest digest = wanted.digest();
        TargetName name = target.name(wanted.nameOf(digest));
        Optional<FoundImage> found = target.find(name);
        if (found.isEmpty()) {
            throw ContentNotFoundException.of(List.of(), target.location() + " has no image named " + name);
        }
        if (digest != null && !found.get().image().digest().equals(digest)) {
            throw ContentNotFoundException.of(
                    List.of(), target.entry(name) + " is " + found.get().image().digest() + " there");
        }
        SelectionOptions all = target.options().selection().withPlatforms(PlatformSelection.all());
        ContentSelection.of(
                found.get().content(), List.of(new NamedImage(found.get().image(), null)), all);
    }
}
