/** What may run: policies, rules and the decision over (session, analysis, catalog). Pure: no input, output, clock or threads. */
@NullMarked
package dev.sallyport.policy;

import org.jspecify.annotations.NullMarked;
