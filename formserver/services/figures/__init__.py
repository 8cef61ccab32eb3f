"""统计: the figures of a period, where one may look at them, the lists behind them, and their workbook."""
