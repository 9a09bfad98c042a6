package dev.drayage.place;

/** What becomes of an archive that is already where one is to be written: an option of places. */
public enum ExistingArchive {
    /** It stays, and nothing is written: as it is where this is not given. */
    REFUSE,
    /** It is replaced when the new one is complete. */
    REPLACE
}
