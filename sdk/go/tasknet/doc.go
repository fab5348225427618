// Leased browser sessions of Tasknet as resources.
package tasknet
