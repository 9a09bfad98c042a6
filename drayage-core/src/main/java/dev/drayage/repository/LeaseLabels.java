package dev.drayage.repository;

/** What leases of repositories say of themselves. */
final class LeaseLabels {
    /** What a lease is for, as for all leases of this program. */
    static final String PURPOSE = "dev.drayage.lease";

    /** The repository that it is for. */
    static final String REPOSITORY = "dev.drayage.repository";

    private LeaseLabels() {}
}
