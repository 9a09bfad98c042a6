package dev.drayage.sync;

import dev.drayage.list.WantedImage;
import dev.drayage.transfer.TransferReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts what becomes of the images of a plan. Thread-safe. */
final class Tally {
    private final SyncPlan plan;
    private final Map<WantedImage, SyncPlan.Failure> failures = new HashMap<>();
    private int sent;
    private int there;
    private long blobs;
    private long bytes;

    Tally(SyncPlan plan) {
        this.plan = plan;
        this.there = plan.images().size() - plan.toSend().size();
    }

    /** An image was brought there. Where its name was not, or not whole, that is new though no blob may have been. */
    synchronized void sent(PlannedImage image, TransferReport report) {
        if (report.moved() == 0 && image.isNamed()) {
            there++;
        } else {
            sent++;
        }
        blobs += report.moved();
        bytes += report.movedBytes();
    }

    synchronized void failed(SyncPlan.Failure failure) {
        failures.put(failure.image(), failure);
    }

    synchronized SyncReport report() {
        List<SyncPlan.Failure> all = new ArrayList<>(plan.failures());
        plan.images().stream()
                .map(PlannedImage::wanted)
                .filter(failures::containsKey)
                .forEach(image -> all.add(failures.get(image)));
        return new SyncReport(sent, there, blobs, bytes, all);
    }
}
