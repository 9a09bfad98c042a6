package dev.drayage.archive;

/** Which form of archive is looked for. */
public enum ArchiveForm {
    /** Whichever it is; an OCI layout goes before a Docker archive where one tar is both, unless it lists nothing. */
    ANY,
    /** A Docker archive, though it may be an OCI layout too. */
    DOCKER
}
