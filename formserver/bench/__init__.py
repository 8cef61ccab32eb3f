"""How fast the system is, measured against yardsticks of the same run; figures are ratios, the machine cancels out."""
