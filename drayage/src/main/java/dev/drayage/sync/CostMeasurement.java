package dev.drayage.sync;

import dev.drayage.content.ContentInfo;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.task.TaskScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Finds out what sending images takes: many at once, and what several names are is read once. */
final class CostMeasurement {
    /** Says what an image is made of. */
    interface Contents {
        List<Descriptor> of(PlannedImage image) throws IOException;
    }

    /** What one image is, of one repository, for what refers to it may differ. */
    private record Known(String repository, Digest digest) {}

    private final SyncTarget target;
    private final SyncListener listener;
    private final Contents contents;
    private final Map<Known, List<Descriptor>> known = new ConcurrentHashMap<>();

    CostMeasurement(SyncTarget target, SyncListener listener, Contents contents) {
        this.target = target;
        this.listener = listener;
        this.contents = contents;
    }

    /** The costs in the order of the images; what cannot be found out is told as failed. */
    List<SyncCost> measure(List<PlannedImage> images) throws IOException {
        List<List<Descriptor>> blobs = new ArrayList<>();
        SyncPlan.@Nullable Failure[] failures = new SyncPlan.Failure[images.size()];
        @Nullable List<Descriptor>[] read = readAll(images, failures);
        Set<Digest> counted = new HashSet<>();
        for (List<Descriptor> all : read) {
            blobs.add(
                    all == null
                            ? List.of()
                            : all.stream()
                                    .filter(blob -> counted.add(blob.digest()))
                                    .toList());
        }
        @Nullable SyncCost[] costs = new SyncCost[images.size()];
        try (TaskScope scope = scope(images)) {
            for (int i = 0; i < images.size(); i++) {
                int at = i;
                List<Descriptor> all = read[i];
                if (all != null) {
                    scope.fork(() ->
                            costs[at] = found(images, at, failures, () -> cost(images.get(at), all, blobs.get(at))));
                }
            }
            scope.join();
        }
        for (SyncPlan.Failure failure : failures) {
            if (failure != null) {
                listener.failed(failure.image(), failure.cause());
            }
        }
        return new ArrayList<>(Arrays.stream(costs).filter(Objects::nonNull).toList());
    }

    private static TaskScope scope(List<PlannedImage> images) {
        return TaskScope.open("dray-measure", Math.max(1, Math.min(Planning.THREADS, images.size())));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays have no parameters
    private @Nullable List<Descriptor>[] readAll(List<PlannedImage> images, SyncPlan.@Nullable Failure[] failures)
            throws IOException {
        @Nullable List<Descriptor>[] read = new List[images.size()];
        try (TaskScope scope = scope(images)) {
            for (int i = 0; i < images.size(); i++) {
                int at = i;
                scope.fork(() -> read[at] = found(images, at, failures, () -> read(images.get(at))));
            }
            scope.join();
        }
        return read;
    }

    private List<Descriptor> read(PlannedImage image) throws IOException {
        Known key = new Known(
                image.wanted().reference().domain() + "/"
                        + image.wanted().reference().path(),
                image.digest());
        List<Descriptor> blobs = known.get(key);
        if (blobs == null) {
            blobs = contents.of(image);
            known.put(key, blobs);
        }
        return blobs;
    }

    private SyncCost cost(PlannedImage image, List<Descriptor> all, List<Descriptor> first) throws IOException {
        int blobs = 0;
        long bytes = 0;
        for (Descriptor blob : first) {
            boolean isThere =
                    target.info(image.target(), blob).map(ContentInfo::size).equals(Optional.of(blob.size()));
            blobs += isThere ? 0 : 1;
            bytes += isThere ? 0 : blob.size();
        }
        long sum = all.stream().mapToLong(Descriptor::size).sum();
        return new SyncCost(image, blobs, bytes, all.size() - blobs, sum - bytes);
    }

    /** Something that may fail. */
    private interface Finding<T> {
        T find() throws IOException;
    }

    private static <T> @Nullable T found(
            List<PlannedImage> images, int at, SyncPlan.@Nullable Failure[] failures, Finding<T> finding)
            throws IOException {
        try {
            return finding.find();
        } catch (IOException e) {
            failures[at] = Planning.failure(images.get(at).wanted(), e);
        } catch (IllegalArgumentException e) {
            failures[at] = Planning.failure(images.get(at).wanted(), e);
        }
        return null;
    }
}
