package dev.drayage.archive;

/** Hears how far writing has come. Called from several threads at once, often; it must be quick. */
@FunctionalInterface
public interface WriteProgress {
    /** That many more bytes have been written, of {@link ImageArchive#size()} in all. */
    void written(long bytes);
}
