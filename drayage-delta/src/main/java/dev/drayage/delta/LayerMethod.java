package dev.drayage.delta;

/** How a delta leads to a layer. */
public enum LayerMethod {
    /** The image that the delta begins with has that very layer. */
    REUSED("in the base"),
    /** The image that the delta begins with has what it unpacks to: that is packed again. */
    REPACKED("packed again"),
    /** It is made of files of that image and what is new, and packed again. */
    PATCHED("patched"),
    /** The delta has it as it is. */
    WHOLE("whole");

    private final String words;

    LayerMethod(String words) {
        this.words = words;
    }

    /** A few words for output. */
    public String words() {
        return words;
    }
}
