package dev.drayage.store;

/** When a change of the database is safe from a power cut. It is safe from the death of the process at once. */
enum Durability {
    /** Before the call returns. */
    SYNCED,
    /** With the next change that is synced: for leases and the like, which matter only while somebody is at work. */
    DEFERRED
}
