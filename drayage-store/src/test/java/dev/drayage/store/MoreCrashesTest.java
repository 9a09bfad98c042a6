package dev.drayage.store;

/** As many processes are killed as in the other class, at other moments: the two run at the same time. */
class MoreCrashesTest extends CrashTest {}
