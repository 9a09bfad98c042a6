package dev.drayage.list;

import dev.drayage.oci.Reference;

/**
 * Images that a list names by a rule: those of a repository whose tags fit.
 *
 * @param repository the repository, without tag or digest
 * @param rule which of its tags
 * @param where what messages call the entry of the list
 */
public record WantedTags(Reference repository, TagRule rule, String where) {}
