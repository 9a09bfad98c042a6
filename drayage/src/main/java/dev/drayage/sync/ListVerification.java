package dev.drayage.sync;

import dev.drayage.content.ContentNotFoundException;
import dev.drayage.image.NamedImage;
import dev.drayage.list.WantedImage;
import dev.drayage.oci.Digest;
import dev.drayage.selection.ContentSelection;
import dev.drayage.selection.PlatformSelection;
import dev.drayage.selection.SelectionOptions;
import dev.drayage.task.TaskScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
        SyncPlan.@Nullable Failure[] failures = new SyncPlan.Failure[wanted.size()];
        try (TaskScope scope = TaskScope.open("dray-verify", Math.max(1, Math.min(Planning.THREADS, wanted.size())))) {
            for (int i = 0; i < wanted.size(); i++) {
                int at = i;
                scope.fork(() -> failures[at] = failure(wanted.get(at)).orElse(null));
            }
            scope.join();
        }
        return new ArrayList<>(Arrays.stream(failures).filter(Objects::nonNull).toList());
    }

    private Optional<SyncPlan.Failure> failure(WantedImage wanted) throws IOException {
        try {
            verify(wanted);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(Planning.failure(wanted, e));
        } catch (IllegalArgumentException e) {
            return Optional.of(Planning.failure(wanted, e));
        }
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
