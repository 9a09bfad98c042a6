package dev.drayage.diff;

/**
 * How many differences were found.
 *
 * @param same how many images are the same by digest
 * @param images how many images and manifests only one side has
 * @param fields how many values of documents
 * @param layers how many layers
 * @param added how many files only the second has
 * @param removed how many files only the first has
 * @param changed how many files are in both and not the same
 */
public record DiffReport(long same, long images, long fields, long layers, long added, long removed, long changed) {

    /** True if there is no difference, but for what was to be ignored. */
    public boolean isEqual() {
        return images + fields + layers + files() == 0;
    }

    /** How many files. */
    public long files() {
        return added + removed + changed;
    }
}
