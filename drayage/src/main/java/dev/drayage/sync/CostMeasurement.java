package dev.drayage.sync;

import dev.drayage.content.ContentInfo;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

    /** What an image is made of, and what of that no image before it is made of. */
    private record Contribution(PlannedImage image, List<Descriptor> all, List<Descriptor> first) {}

    /** The costs in the order of the images; what cannot be found out is told as failed. */
    List<SyncCost> measure(List<PlannedImage> images) throws IOException {
        Set<Digest> counted = new HashSet<>();
        List<Contribution> contributions = new ArrayList<>();
        for (Outcome<Contribution> outcome : Questions.ask(
                "dray-measure",
                images,
                image -> Outcome.of(image.wanted(), () -> {
                    List<Descriptor> all = read(image);
                    return new Contribution(image, all, all);
                }))) {
            Contribution read = told(outcome);
            if (read != null) {
                List<Descriptor> first = read.all().stream()
                        .filter(blob -> counted.add(blob.digest()))
                        .toList();
                contributions.add(new Contribution(read.image(), read.all(), first));
            }
        }
        List<SyncCost> costs = new ArrayList<>();
        for (Outcome<SyncCost> outcome : Questions.ask(
                "dray-measure", contributions, each -> Outcome.of(each.image().wanted(), () -> cost(each)))) {
            SyncCost cost = told(outcome);
            if (cost != null) {
                costs.add(cost);
            }
        }
        return costs;
    }

    private <T> @Nullable T told(Outcome<T> outcome) {
        if (outcome.failure() != null) {
            listener.failed(outcome.failure().image(), outcome.failure().cause());
        }
        return outcome.value();
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

    private SyncCost cost(Contribution of) throws IOException {
        int blobs = 0;
        long bytes = 0;
        for (Descriptor blob : of.first()) {
            boolean isThere =
                    target.info(of.image(), blob).map(ContentInfo::size).equals(Optional.of(blob.size()));
            blobs += isThere ? 0 : 1;
            bytes += isThere ? 0 : blob.size();
        }
        long sum = of.all().stream().mapToLong(Descriptor::size).sum();
        return new SyncCost(of.image(), blobs, bytes, of.all().size() - blobs, sum - bytes);
    }
}
