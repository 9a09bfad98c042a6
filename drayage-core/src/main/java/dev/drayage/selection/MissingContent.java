package dev.drayage.selection;

/** What happens when an image names content that is not there. */
public enum MissingContent {
    /** Everything missing is reported at once, and nothing is produced. */
    FAIL,
    /**
     * As containerd's skip-missing export: an absent manifest is left out, and a manifest with any absent child is kept
     * without its children.
     */
    SKIP,
    /** Everything that is there is kept, with holes where something is not. */
    SPARSE
}
