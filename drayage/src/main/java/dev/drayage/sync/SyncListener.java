package dev.drayage.sync;

import dev.drayage.list.WantedImage;
import dev.drayage.transfer.TransferReport;
import java.io.IOException;

/** Hears what becomes of each image, from several threads. */
public interface SyncListener {
    /** An image was sent. */
    void sent(PlannedImage image, TransferReport report);

    /** An image failed; the others go on. */
    void failed(WantedImage image, IOException failure);

    /** Something to know, in a sentence. */
    void warned(String warning);
}
