/** What auditors ask for, read from the log: figures with the query behind each, mapped to the controls of a framework. */
@NullMarked
package dev.sallyport.evidence;

import org.jspecify.annotations.NullMarked;
