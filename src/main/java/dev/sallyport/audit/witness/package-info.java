/**
 * A witness: somebody else's memory of how far a log has come, and what a log asks of one (C2SP tlog-witness). {@link
 * dev.sallyport.audit.witness.Witness} decides; {@link dev.sallyport.audit.witness.WitnessServer} is HTTP around it.
 */
@NullMarked
package dev.sallyport.audit.witness;

import org.jspecify.annotations.NullMarked;
