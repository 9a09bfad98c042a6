package dev.drayage.transfer;

/** Hears how far a transfer has come. Called from several threads at once, often; it must be quick. */
public interface TransferProgress {
    /** Nobody listens. */
    TransferProgress NONE = new TransferProgress() {
        @Override
        public void planned(long bytes) {
            // Nobody listens.
        }

        @Override
        public void moved(long bytes) {
            // Nobody listens.
        }
    };

    /** So many bytes there are to be moved or found present, once at the beginning. */
    void planned(long bytes);

    /** That many more bytes are at the destination. */
    void moved(long bytes);
}
